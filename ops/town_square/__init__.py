"""A little town on one port: sites that look like the real thing and talk about a company that does
not exist.

Earshot needs somebody to listen to. The town square gives a newcomer real-looking mentions within a
minute and gives tests an honest server with good and bad manners, without asking anything of
anybody else's server.
"""
