"""What can be seen and changed through the API beside mentions: each module is one kind of thing, with its
shapes, its views, and the `ROUTES` that lead to them.
"""
