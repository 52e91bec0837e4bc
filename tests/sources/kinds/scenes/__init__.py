"""A scene for each kind that can be listened to: how its service behaves. See `..services`."""
