# Screens as text, and the lab in a real terminal.
check_PROGRAMS += tests/screens/test_screens
tests_screens_test_screens_SOURCES = tests/screens/test_screens.c tests/tui/world.h tests/tap.h
tests_screens_test_screens_LDADD = $(TUI_FLOOR) $(ALL_LIBS)
dist_check_SCRIPTS += tests/screens/test_tmux.sh
EXTRA_DIST += \
	tests/screens/ask-80x24-ascii.txt \
	tests/screens/ask-80x24.txt \
	tests/screens/attack-80x24-ascii.txt \
	tests/screens/attack-80x24.txt \
	tests/screens/help-120x40-ascii.txt \
	tests/screens/help-120x40.txt \
	tests/screens/help-60x20-ascii.txt \
	tests/screens/help-60x20.txt \
	tests/screens/help-80x24-ascii.txt \
	tests/screens/help-80x24.txt \
	tests/screens/palette-60x20-ascii.txt \
	tests/screens/palette-60x20.txt \
	tests/screens/palette-80x24-ascii.txt \
	tests/screens/palette-80x24.txt \
	tests/screens/past-80x24-ascii.txt \
	tests/screens/past-80x24.txt \
	tests/screens/root-expired-80x24-ascii.txt \
	tests/screens/root-expired-80x24.txt \
	tests/screens/start-80x24-ascii.txt \
	tests/screens/start-80x24.txt \
	tests/screens/story-120x40-ascii.txt \
	tests/screens/story-120x40.txt \
	tests/screens/story-1x1-ascii.txt \
	tests/screens/story-1x1.txt \
	tests/screens/story-200x50-ascii.txt \
	tests/screens/story-200x50.txt \
	tests/screens/story-20x5-ascii.txt \
	tests/screens/story-20x5.txt \
	tests/screens/story-40x10-ascii.txt \
	tests/screens/story-40x10.txt \
	tests/screens/story-60x20-ascii.txt \
	tests/screens/story-60x20.txt \
	tests/screens/story-80x24-ascii.txt \
	tests/screens/story-80x24.txt \
	tests/screens/tree-60x20-ascii.txt \
	tests/screens/tree-60x20.txt \
	tests/screens/tree-80x24-ascii.txt \
	tests/screens/tree-80x24.txt \
	tests/screens/why-80x24-ascii.txt \
	tests/screens/why-80x24.txt \
	$(NULL)
