"""Any list as a table one can sort, filter, narrow to columns and take away; its state is its address. Pure."""
