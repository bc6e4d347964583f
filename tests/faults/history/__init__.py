"""What people did and were told, written down and judged against what the suite holds."""
