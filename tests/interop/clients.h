/*
 * Real clients repeat verdicts: every step of a scenario that pinlab judges by
 * a client's profile is served, honest host and attackers alike, by openssl
 * s_server or by `pinlab serve`, and the program itself connects at the simulated time.
 */
#ifndef PINLAB_TESTS_INTEROP_CLIENTS_H
#define PINLAB_TESTS_INTEROP_CLIENTS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "data/node.h"
#include "util/buf.h"

/* What a program says of one connection. */
enum answer {
	ANSWER_ACCEPTS,
	ANSWER_REFUSES_PINS,  /* because of the pins */
	ANSWER_REFUSES_CHAIN, /* because of the chain, the dates or the name */
	ANSWER_REFUSES,       /* it does not tell why */
	ANSWER_NONE,          /* it did not get as far */
};

/* One server, and the rows whose clients meet it. */
struct situation {
	const char *dir;   /* scratch folder */
	const char *name;  /* asked for */
	int port;          /* on 127.0.0.1 */
	int64_t clock;
	const char *trust; /* PEM file of the roots */
	const struct pl_node *const *rows;
	size_t n;
};

/* What is to be served. */
struct served {
	const char *scenario, *step, *attack; /* attack NULL: the honest host */
	const struct pl_node *rows; /* all who meet that host or attack at the step */
	const char *presented;      /* the chain, as rows name it, */
	const char *chain, *key;    /* and its PEM files */
	int port;
};
/* One of server_openssl.c and server_pinlab.c: whether it shows that chain, a port that is free for
 * it, and its process, or 0. */
bool server_shows(const struct served *served);
int server_port(void);
pid_t server_start(const struct served *served);

struct real_client {
	const char *profile;         /* pinlab's name for it, or the beginning of several */
	const char *const *programs; /* needed on the PATH, NULL-terminated */
	const char *const *files;    /* needed elsewhere, NULL-terminated; or NULL */
	/* Before the first question; false: it cannot be asked at all, said in *said. May be NULL. */
	bool (*prepare)(const char *dir, struct pl_buf *said);
	/* One answer for each row. */
	void (*ask)(const struct situation *situation, enum answer *answers, struct pl_buf *said);
};

/* The test: at least thirty situations, each answered as pinlab says. The exit code. */
int clients_test(const struct real_client *client);

/* Pins of the i-th row as a text: PREFIX before each, SEPARATOR between; `key` names the member of
 * a pin ("base64", "hex"), or NULL for its literal without "sha256/". Caller frees. */
char *situation_pins(const struct situation *situation, size_t i, const char *key,
		     const char *prefix, const char *separator);
/* Reads lines "answer WORD" (accepts, pins, chain), one for each row. */
void situation_answers(const char *said, size_t n, enum answer *answers);
/* "@2026-01-10 00:00:00", as faketime reads it. Caller frees. */
char *situation_faketime(const struct situation *situation);
/* What makes the name resolve to 127.0.0.1 for the programs run from here on. */
void situation_resolve(const struct situation *situation);

#endif
