"""Demo content of service matters (演示内容); each part registers its own loader."""
