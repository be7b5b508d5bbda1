"""How days and times are written where Django's own way is another than ours (FORMAT_MODULE_PATH)."""
