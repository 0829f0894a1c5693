noinst_LIBRARIES += libplnet.a
libplnet_a_SOURCES = \
	src/net/address.c \
	src/net/address.h \
	src/net/connect.c \
	src/net/connect.h \
	src/net/deadline.h \
	src/net/fetch.c \
	src/net/fetch.h \
	src/net/http.c \
	src/net/http.h \
	src/net/resolve.c \
	src/net/resolve.h \
	src/net/listen.c \
	src/net/listen.h \
	src/net/serve.c \
	src/net/serve.h \
	src/net/site.c \
	src/net/site.h \
	src/net/visit.c \
	src/net/visit.h \
	$(NULL)
