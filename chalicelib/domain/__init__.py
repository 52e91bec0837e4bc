"""What Earshot decides. Values in, values out: no clock, no network, no library but the standard one."""
