"""What people type: build, embedded cloud, deployment, mail catcher, the `earshot` command. Never shipped
to Lambda."""
