"""The resolvent (zI-J)⁻¹: its norm at points and on grids, its derivatives, its witnesses."""
