"""What honest work does with Python and each library: texts for a guest, never imported here.

Each function is one act, without arguments, and returns True where all went as it should. Student's
work must find every act unhindered: `benchmarks.system_calls` measures which calls they make.
"""
