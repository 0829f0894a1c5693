noinst_LIBRARIES += libpltui.a
libpltui_a_SOURCES = \
	$(NULL)
