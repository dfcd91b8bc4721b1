"""会议模式 and the big screen."""
