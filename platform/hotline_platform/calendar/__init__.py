"""The working calendar: this moment plus so much working time, and how much working time lies between."""
