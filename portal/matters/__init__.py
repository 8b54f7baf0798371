"""Service matters (服务事项): catalogue, office procedures, windows, posts, admission."""
