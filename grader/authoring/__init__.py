"""The course author's tools: derive what students get, calibrate gates, audit the course."""
