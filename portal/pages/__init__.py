"""The public site: sections, notices, regulations and the directory of a community."""
