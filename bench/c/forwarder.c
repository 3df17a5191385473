/*
 * The reference that Sluice's forwarder is measured against: one publisher, N subscribers, SRTP AEAD_AES_128_GCM
 * (RFC 7714) in and out, as little else as the work allows. One thread, one socket, libipsec-mb.
 *
 *   forwarder forward [--port P] [--seconds S] [--flush F] [--gso]   session on standard input (below)
 *   forwarder bare    --first PORT --count N --size BYTES --seconds S   the sendmmsg loop alone, same sizes
 *
 * Session, a line each:
 *   publisher  KEY SALT                   hexadecimal master key (16 bytes) and salt (12 bytes)
 *   subscriber PORT SSRC KEY SALT         127.0.0.1:PORT gets the packets under SSRC
 *
 * What is done to a packet: header and extensions parsed, index estimated (RFC 3711 §3.3.1), replay refused,
 * authenticated and decrypted once; per subscriber SSRC, sequence number, timestamp and the transport-wide sequence
 * number (extension 3) rewritten, encrypted from the shared plaintext straight into the datagram, sent by sendmmsg.
 * Prints `ready PORT`; at its end, by itself after S seconds or on SIGTERM, the figures as key=value.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <intel-ipsec-mb.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define MAX_SUBSCRIBERS 1024
#define RECEIVE_BATCH 64
#define MAX_FLUSH 64
#define SLOT 2048
#define TAG 16
#define HEADER_MAX 80
#define WINDOW 1024
#define TWCC_ID 3
#define GSO_SEGMENTS 48

struct side {
    struct gcm_key_data key __attribute__((aligned(64))); /* the library asks for it */
    uint8_t salt[12];
};

struct subscriber {
    struct side srtp;
    struct sockaddr_in to;
    uint32_t ssrc, timestamp_offset;
    uint64_t sequence_offset;
    uint16_t transport_sequence;
};

/* A packet as it was published, decrypted: the header lies apart from the payload. */
struct plain {
    uint8_t header[HEADER_MAX];
    int header_length, twcc_at, payload_length;
    uint64_t index;
    uint8_t payload[SLOT];
};

static IMB_MGR *crypto;
static struct side publisher;
static struct subscriber subscribers[MAX_SUBSCRIBERS];
static int subscriber_count;
static struct gcm_context_data scratch __attribute__((aligned(64)));

static uint64_t highest_index, replay[WINDOW / 64];
static int is_started;
static uint64_t received, refused, forwarded, send_errors;

static struct plain plains[RECEIVE_BATCH];
static uint8_t in_slots[RECEIVE_BATCH][SLOT];
static uint8_t out_slots[MAX_FLUSH][SLOT] __attribute__((aligned(64)));
static uint8_t gso_slot[65536] __attribute__((aligned(64)));
static volatile sig_atomic_t is_over;

static void die(const char *what) {
    fprintf(stderr, "forwarder: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
    exit(1);
}

static void stop(int signal) {
    (void)signal;
    is_over = 1;
}

/* --- keys ------------------------------------------------------------------------------------ */

static void from_hex(const char *text, uint8_t *out, int length) {
    if ((int)strlen(text) != 2 * length) {
        errno = 0;
        die("a key of the wrong length");
    }
    for (int i = 0; i < length; i++) {
        unsigned byte;
        if (sscanf(text + 2 * i, "%2x", &byte) != 1) die("a key that is not hexadecimal");
        out[i] = (uint8_t)byte;
    }
}

/* RFC 3711 §4.3.1: the AES counter key stream of the master salt with the label in octet 7. */
static void derive(const uint8_t *key, const uint8_t *salt, int label, uint8_t *out, int length) {
    DECLARE_ALIGNED(uint32_t schedule[15 * 4], 16);
    DECLARE_ALIGNED(uint32_t unused[15 * 4], 16);
    uint8_t block[16] = {0}, stream[16];
    memcpy(block, salt, 12); /* a 96-bit salt counts as 112 bits, zeros behind (RFC 7714 §11) */
    block[7] ^= (uint8_t)label;
    IMB_AES_KEYEXP_128(crypto, key, schedule, unused);
    IMB_AES128_CFB_ONE(crypto, stream, (uint8_t[16]){0}, block, schedule, 16); /* E(block) xor 0 */
    memcpy(out, stream, length);
}

static void install(struct side *side, const char *key_text, const char *salt_text) {
    uint8_t key[16], salt[12], session[16];
    from_hex(key_text, key, 16);
    from_hex(salt_text, salt, 12);
    derive(key, salt, 0, session, 16);
    IMB_AES128_GCM_PRE(crypto, session, &side->key);
    derive(key, salt, 2, side->salt, 12);
}

static void read_session(void) {
    char line[512], key[128], salt[128];
    unsigned port, ssrc;
    int has_publisher = 0;
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "publisher %127s %127s", key, salt) == 2) {
            install(&publisher, key, salt);
            has_publisher = 1;
        } else if (sscanf(line, "subscriber %u %u %127s %127s", &port, &ssrc, key, salt) == 4) {
            if (subscriber_count == MAX_SUBSCRIBERS) die("too many subscribers");
            struct subscriber *s = &subscribers[subscriber_count++];
            install(&s->srtp, key, salt);
            s->to = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
            s->to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            s->ssrc = ssrc;
            s->timestamp_offset = ssrc * 2654435761u;
            s->sequence_offset = 1 + ssrc % 1000;
        } else {
            errno = 0;
            die("a session line is not understood");
        }
    }
    errno = 0;
    if (!has_publisher || !subscriber_count) die("the session needs a publisher and a subscriber");
}

/* --- packets --------------------------------------------------------------------------------- */

static inline uint16_t get16(const uint8_t *at) { return (uint16_t)(at[0] << 8 | at[1]); }
static inline uint32_t get32(const uint8_t *at) { return (uint32_t)get16(at) << 16 | get16(at + 2); }
static inline void put16(uint8_t *at, uint16_t v) { at[0] = v >> 8, at[1] = (uint8_t)v; }
static inline void put32(uint8_t *at, uint32_t v) { put16(at, v >> 16), put16(at + 2, (uint16_t)v); }

/* RFC 7714 §8.1: 00 00 | SSRC | ROC | SEQ, xor salt. */
static inline void nonce(uint8_t *iv, const uint8_t *salt, uint32_t ssrc, uint64_t index) {
    iv[0] = salt[0], iv[1] = salt[1];
    put32(iv + 2, ssrc ^ get32(salt + 2));
    put16(iv + 6, (uint16_t)(index >> 32) ^ get16(salt + 6));
    put32(iv + 8, (uint32_t)index ^ get32(salt + 8));
}

static uint64_t estimate(uint16_t sequence) {
    if (!is_started) return sequence;
    int16_t step = (int16_t)(sequence - (uint16_t)highest_index);
    return highest_index + (int64_t)step;
}

static int is_replay(uint64_t index) {
    if (!is_started || index > highest_index) return 0;
    if (highest_index - index >= WINDOW) return 1;
    return replay[index / 64 % (WINDOW / 64)] >> index % 64 & 1;
}

static void accept_index(uint64_t index) {
    if (!is_started || index > highest_index) {
        uint64_t word = is_started ? highest_index / 64 + 1 : index / 64;
        for (int i = 0; word <= index / 64 && i < WINDOW / 64; word++, i++) replay[word % (WINDOW / 64)] = 0;
        highest_index = index;
        is_started = 1;
    }
    replay[index / 64 % (WINDOW / 64)] |= 1ull << index % 64;
}

/* Where the transport-wide sequence number lies (RFC 8285, one-byte form), or 0. */
static int find_twcc(const uint8_t *packet, int at, int end) {
    if (get16(packet + at) != 0xBEDE) return 0;
    for (at += 4; at < end;) {
        int id = packet[at] >> 4, length = (packet[at] & 15) + 1;
        if (packet[at] == 0) {
            at++;
            continue;
        }
        if (id == 15 || at + 1 + length > end) return 0;
        if (id == TWCC_ID && length == 2) return at + 1;
        at += 1 + length;
    }
    return 0;
}

static int open_packet(const uint8_t *packet, int length, struct plain *out) {
    if (length < 12 + TAG || packet[0] >> 6 != 2 || (packet[1] >= 192 && packet[1] <= 223)) return 0;
    int header = 12 + 4 * (packet[0] & 15), twcc = 0;
    if (packet[0] & 0x10) {
        int at = header;
        if (length < at + 4 + TAG) return 0;
        header += 4 + 4 * get16(packet + at + 2);
        if (length < header + TAG) return 0;
        twcc = find_twcc(packet, at, header);
    }
    if (length < header + TAG || header > HEADER_MAX) return 0;
    uint64_t index = estimate(get16(packet + 2));
    if (is_replay(index)) return 0;
    uint8_t iv[12], tag[TAG];
    nonce(iv, publisher.salt, get32(packet + 8), index);
    out->payload_length = length - header - TAG;
    IMB_AES128_GCM_DEC(crypto, &publisher.key, &scratch, out->payload, packet + header, out->payload_length, iv, packet,
                       header, tag, TAG);
    int difference = 0;
    for (int i = 0; i < TAG; i++) difference |= tag[i] ^ packet[length - TAG + i];
    if (difference) return 0;
    accept_index(index);
    memcpy(out->header, packet, header);
    out->header_length = header, out->twcc_at = twcc, out->index = index;
    return 1;
}

static inline int build(const struct plain *in, struct subscriber *s, uint8_t *out) {
    uint64_t index = in->index + s->sequence_offset;
    uint8_t iv[12];
    memcpy(out, in->header, in->header_length);
    put16(out + 2, (uint16_t)index);
    put32(out + 4, get32(in->header + 4) + s->timestamp_offset);
    put32(out + 8, s->ssrc);
    if (in->twcc_at) put16(out + in->twcc_at, s->transport_sequence++);
    nonce(iv, s->srtp.salt, s->ssrc, index);
    uint8_t *body = out + in->header_length;
    IMB_AES128_GCM_ENC(crypto, &s->srtp.key, &scratch, body, in->payload, in->payload_length, iv, out, in->header_length,
                       body + in->payload_length, TAG);
    return in->header_length + in->payload_length + TAG;
}

/* --- sockets --------------------------------------------------------------------------------- */

static struct mmsghdr out_messages[MAX_FLUSH];
static struct iovec out_vectors[MAX_FLUSH];

static int open_socket(int port) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0), size = 8 << 20, probe = IP_PMTUDISC_PROBE;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at)) die("no socket");
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &probe, sizeof probe);
    return fd;
}

static void stage(int slot, struct sockaddr_in *to, void *bytes, int length) {
    out_vectors[slot] = (struct iovec){bytes, length};
    out_messages[slot].msg_hdr =
        (struct msghdr){.msg_name = to, .msg_namelen = sizeof *to, .msg_iov = &out_vectors[slot], .msg_iovlen = 1};
}

static void flush(int fd, int count) {
    for (int sent = 0; sent < count;) {
        int n = sendmmsg(fd, out_messages + sent, count - sent, 0);
        if (n <= 0) {
            send_errors++;
            n = 1;
        }
        sent += n;
    }
    forwarded += count;
}

static void forward_each(int fd, int packets, int flush_at) {
    int staged = 0;
    for (int p = 0; p < packets; p++)
        for (int i = 0; i < subscriber_count; i++) {
            int length = build(&plains[p], &subscribers[i], out_slots[staged]);
            stage(staged, &subscribers[i].to, out_slots[staged], length);
            if (++staged == flush_at) {
                flush(fd, staged);
                staged = 0;
            }
        }
    if (staged) flush(fd, staged);
}

/* One segmented send per subscriber and run of packets of one size (UDP_SEGMENT). */
static void forward_segmented(int fd, int packets) {
    for (int from = 0; from < packets;) {
        int until = from, size = plains[from].header_length + plains[from].payload_length + TAG;
        while (until < packets && until - from < GSO_SEGMENTS &&
               plains[until].header_length + plains[until].payload_length + TAG == size)
            until++;
        for (int i = 0; i < subscriber_count; i++) {
            int length = 0;
            for (int p = from; p < until; p++) length += build(&plains[p], &subscribers[i], gso_slot + length);
            char control[CMSG_SPACE(sizeof(uint16_t))] = {0};
            struct iovec vector = {gso_slot, length};
            struct msghdr message = {.msg_name = &subscribers[i].to, .msg_namelen = sizeof subscribers[i].to,
                                     .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control,
                                     .msg_controllen = sizeof control};
            struct cmsghdr *segment = CMSG_FIRSTHDR(&message);
            segment->cmsg_level = SOL_UDP, segment->cmsg_type = UDP_SEGMENT;
            segment->cmsg_len = CMSG_LEN(sizeof(uint16_t));
            *(uint16_t *)CMSG_DATA(segment) = (uint16_t)size;
            if (sendmsg(fd, &message, 0) < 0) send_errors++;
            forwarded += until - from;
        }
        from = until;
    }
}

static double seconds_of(struct timeval v) { return v.tv_sec + v.tv_usec / 1e6; }

static double clock_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static double cpu_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

/* The kernel splits the exact sum by sampled ticks; the split is good over seconds only. */
static void report(const char *mode, uint64_t packets, double cpu, struct rusage *before) {
    struct rusage after;
    getrusage(RUSAGE_SELF, &after);
    double user = seconds_of(after.ru_utime) - seconds_of(before->ru_utime);
    double kernel = seconds_of(after.ru_stime) - seconds_of(before->ru_stime);
    double share = user + kernel > 0 ? user / (user + kernel) : 0, each = packets ? cpu / packets * 1e9 : 0;
    printf("%s packets=%llu cpu_ns=%.1f user_ns=%.1f kernel_ns=%.1f received=%llu refused=%llu send_errors=%llu\n", mode,
           (unsigned long long)packets, each, each * share, each * (1 - share), (unsigned long long)received,
           (unsigned long long)refused, (unsigned long long)send_errors);
}

static void forward(int port, int seconds, int flush_at, int is_segmented) {
    static struct mmsghdr in_messages[RECEIVE_BATCH];
    static struct iovec in_vectors[RECEIVE_BATCH];
    read_session();
    int fd = open_socket(port);
    struct sockaddr_in here;
    socklen_t here_length = sizeof here;
    getsockname(fd, (struct sockaddr *)&here, &here_length);
    struct timeval wait = {.tv_usec = 100000};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    for (int i = 0; i < RECEIVE_BATCH; i++) {
        in_vectors[i] = (struct iovec){in_slots[i], SLOT};
        in_messages[i].msg_hdr = (struct msghdr){.msg_iov = &in_vectors[i], .msg_iovlen = 1};
    }
    printf("ready %d\n", ntohs(here.sin_port));
    fflush(stdout);
    double end = clock_now() + seconds;
    struct rusage before;
    getrusage(RUSAGE_SELF, &before);
    double cpu = cpu_now();
    while (!is_over && clock_now() < end) {
        int n = recvmmsg(fd, in_messages, RECEIVE_BATCH, MSG_WAITFORONE, NULL), good = 0;
        for (int i = 0; i < n; i++) {
            received++;
            if (open_packet(in_slots[i], in_messages[i].msg_len, &plains[good])) good++;
            else refused++;
        }
        if (is_segmented) forward_segmented(fd, good);
        else forward_each(fd, good, flush_at);
    }
    report(is_segmented ? "forward_gso" : "forward", forwarded, cpu_now() - cpu, &before);
}

static void bare(int first, int count, int size, int seconds, int flush_at) {
    struct sockaddr_in to[MAX_SUBSCRIBERS];
    int fd = open_socket(0), next = 0;
    if (count < 1 || count > MAX_SUBSCRIBERS || size < 1 || size > SLOT) die("--count or --size is out of range");
    for (int i = 0; i < count; i++) {
        to[i] = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(first + i)};
        to[i].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    double end = clock_now() + seconds;
    struct rusage before;
    getrusage(RUSAGE_SELF, &before);
    double cpu = cpu_now();
    while (!is_over && clock_now() < end)
        for (int round = 0; round < 64; round++) {
            for (int i = 0; i < flush_at; i++) {
                stage(i, &to[next], out_slots[i], size);
                next = next + 1 == count ? 0 : next + 1;
            }
            flush(fd, flush_at);
        }
    report("bare", forwarded, cpu_now() - cpu, &before);
}

int main(int argc, char **argv) {
    int port = 0, seconds = 10, flush_at = 16, first = 40000, count = 50, size = 1136, is_segmented = 0;
    for (int i = 2; i < argc; i++) {
        if (!strcmp(argv[i], "--gso")) {
            is_segmented = 1;
            continue;
        }
        int value = i + 1 < argc ? atoi(argv[i + 1]) : -1, *to = NULL;
        if (!strcmp(argv[i], "--port")) to = &port;
        if (!strcmp(argv[i], "--seconds")) to = &seconds;
        if (!strcmp(argv[i], "--flush")) to = &flush_at;
        if (!strcmp(argv[i], "--first")) to = &first;
        if (!strcmp(argv[i], "--count")) to = &count;
        if (!strcmp(argv[i], "--size")) to = &size;
        if (!to || value < 0) die("usage: forwarder forward|bare [--port --seconds --flush --gso --first --count --size]");
        *to = value;
        i++;
    }
    if (flush_at < 1 || flush_at > MAX_FLUSH || seconds > 3600) die("--flush takes 1 to 64, --seconds at most 3600");
    crypto = alloc_mb_mgr(0);
    if (!crypto) die("no crypto");
    init_mb_mgr_auto(crypto, NULL);
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    if (argc > 1 && !strcmp(argv[1], "forward")) forward(port, seconds, flush_at, is_segmented);
    else if (argc > 1 && !strcmp(argv[1], "bare")) bare(first, count, size, seconds, flush_at);
    else die("usage: forwarder forward|bare");
    return 0;
}
