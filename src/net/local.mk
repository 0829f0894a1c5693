noinst_LIBRARIES += libplnet.a
libplnet_a_SOURCES = \
	src/net/address.c \
	src/net/address.h \
	src/net/http.c \
	src/net/http.h \
	$(NULL)
