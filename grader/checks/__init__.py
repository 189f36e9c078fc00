"""What a suite is written with, and how its checks are collected."""
