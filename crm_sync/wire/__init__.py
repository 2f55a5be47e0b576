"""What every call goes through: the pace of its account, who may be called, what is masked."""
