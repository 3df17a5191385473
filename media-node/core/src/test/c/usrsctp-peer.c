/*
 * usrsctp as the other side of the differential test, under the clock of the test.
 *
 * Commands come on standard input, answers go to standard output; numbers are big endian. A command is a
 * letter and a 32-bit length; its answer is any number of records of the same form, ended by one 'D'.
 *
 *   B  begin: role (8: 0 connects, 1 listens), initial TSN (32); a fresh process does the rest
 *   T  time: milliseconds that pass (32); timers that are due run
 *   P  packet: bytes that arrive
 *   S  send: stream (16), PPID (32), unordered (8), policy (8: 0 none, 1 retransmissions, 2 lifetime),
 *      its value (32), payload
 *   Q  quit: the fresh process ends
 *
 *   p  packet to be sent      m  message received: stream (16), PPID (32), payload
 *   u  association is up      x  association is over    D  done: 1 if the command worked (8)
 *
 * Its timeouts are bounded as ours are, so that both sides repeat alike and a schedule ends soon.
 *
 * usrsctp judges retransmissions by gettimeofday and not by the ticks of its timers, so this program
 * has a gettimeofday of its own, which the library's calls find first.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <usrsctp.h>

enum { PORT = 5000, PACKET_BYTES = 1160, BUFFER_BYTES = 1 << 20, STREAMS = 1024, MAX_COMMAND = 1 << 19 };

/* Of netinet/sctp.h, which is not installed: the TSN that the next association begins with. */
enum { SET_INITIAL_TSN = 0x9f00 };

static uint64_t now_millis = 1000000000000ULL;
static char peer_address;
static struct socket *listener;
static struct socket *association;
static uint8_t *partial[STREAMS];
static size_t partial_bytes[STREAMS];

int gettimeofday(struct timeval *restrict tv, void *restrict zone) {
  (void)zone;
  tv->tv_sec = (time_t)(now_millis / 1000);
  tv->tv_usec = (suseconds_t)(now_millis % 1000 * 1000);
  return 0;
}

static void die(const char *what) {
  fprintf(stderr, "usrsctp-peer: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int read_all(void *into, size_t length) {
  uint8_t *at = into;
  while (length > 0) {
    ssize_t n = read(STDIN_FILENO, at, length);
    if (n == 0) return 0;
    if (n < 0) die("read");
    at += n;
    length -= (size_t)n;
  }
  return 1;
}

static uint8_t out[1 << 23];
static size_t out_bytes;

static void flush_out(void) {
  size_t done = 0;
  while (done < out_bytes) {
    ssize_t n = write(STDOUT_FILENO, out + done, out_bytes - done);
    if (n < 0) die("write");
    done += (size_t)n;
  }
  out_bytes = 0;
}

static void put(const void *bytes, size_t length) {
  if (out_bytes + length > sizeof(out)) flush_out();
  memcpy(out + out_bytes, bytes, length);
  out_bytes += length;
}

static void put_record(char kind, size_t length) {
  uint32_t wire = htonl((uint32_t)length);
  put(&kind, 1);
  put(&wire, 4);
}

static int on_packet(void *address, void *buffer, size_t length, uint8_t tos, uint8_t set_df) {
  (void)address, (void)tos, (void)set_df;
  put_record('p', length);
  put(buffer, length);
  return 0;
}

static void on_notification(const union sctp_notification *notification) {
  if (notification->sn_header.sn_type != SCTP_ASSOC_CHANGE) return;
  uint16_t state = notification->sn_assoc_change.sac_state;
  put_record(state == SCTP_COMM_UP || state == SCTP_RESTART ? 'u' : 'x', 0);
}

static int on_receive(struct socket *socket, union sctp_sockstore address, void *data, size_t length,
                      struct sctp_rcvinfo info, int flags, void *context) {
  (void)socket, (void)address, (void)context;
  if (data == NULL) return 1;
  if (flags & MSG_NOTIFICATION) {
    on_notification(data);
  } else if (info.rcv_sid < STREAMS) {
    uint16_t stream = info.rcv_sid;
    partial[stream] = realloc(partial[stream], partial_bytes[stream] + length);
    memcpy(partial[stream] + partial_bytes[stream], data, length);
    partial_bytes[stream] += length;
    if (flags & MSG_EOR) {
      uint16_t wire_stream = htons(stream);
      put_record('m', 6 + partial_bytes[stream]);
      put(&wire_stream, 2);
      put(&info.rcv_ppid, 4);
      put(partial[stream], partial_bytes[stream]);
      partial_bytes[stream] = 0;
    }
  }
  free(data);
  return 1;
}

static void set(struct socket *socket, int option, const void *value, socklen_t length, const char *what) {
  if (usrsctp_setsockopt(socket, IPPROTO_SCTP, option, value, length) < 0) die(what);
}

static struct sockaddr_conn address_of(void *address) {
  struct sockaddr_conn conn;
  memset(&conn, 0, sizeof(conn));
  conn.sconn_family = AF_CONN;
  conn.sconn_port = htons(PORT);
  conn.sconn_addr = address;
  return conn;
}

static void configure(struct socket *socket, uint32_t initial_tsn) {
  int on = 1;
  struct sctp_event event = {.se_assoc_id = SCTP_ALL_ASSOC, .se_type = SCTP_ASSOC_CHANGE, .se_on = 1};
  struct sctp_initmsg init = {.sinit_num_ostreams = STREAMS, .sinit_max_instreams = STREAMS};
  struct sctp_assoc_value resets = {.assoc_id = SCTP_ALL_ASSOC, .assoc_value = 1};
  struct sctp_paddrparams path;
  memset(&path, 0, sizeof(path));
  path.spp_address.ss_family = AF_CONN;
  path.spp_flags = SPP_PMTUD_DISABLE;
  path.spp_pathmtu = PACKET_BYTES;
  usrsctp_set_non_blocking(socket, 1);
  set(socket, SCTP_EVENT, &event, sizeof(event), "SCTP_EVENT");
  set(socket, SCTP_NODELAY, &on, sizeof(on), "SCTP_NODELAY");
  set(socket, SCTP_INITMSG, &init, sizeof(init), "SCTP_INITMSG");
  set(socket, SCTP_ENABLE_STREAM_RESET, &resets, sizeof(resets), "SCTP_ENABLE_STREAM_RESET");
  set(socket, SCTP_PEER_ADDR_PARAMS, &path, sizeof(path), "SCTP_PEER_ADDR_PARAMS");
  set(socket, SET_INITIAL_TSN, &initial_tsn, sizeof(initial_tsn), "initial TSN");
}

static void begin(const uint8_t *command) {
  uint32_t initial_tsn;
  memcpy(&initial_tsn, command + 1, 4);
  usrsctp_init_nothreads(0, on_packet, NULL);
  usrsctp_sysctl_set_sctp_ecn_enable(0);
  usrsctp_sysctl_set_sctp_sendspace(BUFFER_BYTES);
  usrsctp_sysctl_set_sctp_recvspace(BUFFER_BYTES);
  usrsctp_sysctl_set_sctp_rto_initial_default(500);
  usrsctp_sysctl_set_sctp_rto_min_default(400);
  usrsctp_sysctl_set_sctp_rto_max_default(3000);
  usrsctp_sysctl_set_sctp_init_rto_max_default(3000);
  usrsctp_sysctl_set_sctp_assoc_rtx_max_default(1000);
  usrsctp_sysctl_set_sctp_path_rtx_max_default(1000);
  usrsctp_sysctl_set_sctp_init_rtx_max_default(1000);
  usrsctp_register_address(&peer_address);
  struct socket *socket =
      usrsctp_socket(AF_CONN, SOCK_STREAM, IPPROTO_SCTP, on_receive, NULL, 0, NULL);
  if (socket == NULL) die("usrsctp_socket");
  configure(socket, ntohl(initial_tsn));
  struct sockaddr_conn conn = address_of(&peer_address);
  if (usrsctp_bind(socket, (struct sockaddr *)&conn, sizeof(conn)) < 0) die("usrsctp_bind");
  if (command[0] == 1) {
    if (usrsctp_listen(socket, 1) < 0) die("usrsctp_listen");
    listener = socket;
  } else {
    if (usrsctp_connect(socket, (struct sockaddr *)&conn, sizeof(conn)) < 0 && errno != EINPROGRESS) {
      die("usrsctp_connect");
    }
    association = socket;
  }
}

static void take_accepted(void) {
  if (listener != NULL && association == NULL) {
    association = usrsctp_accept(listener, NULL, NULL);
    if (association != NULL) put_record('u', 0);
  }
}

static int send_message(const uint8_t *command, size_t length) {
  uint16_t stream;
  uint32_t value;
  struct sctp_sendv_spa info;
  memset(&info, 0, sizeof(info));
  memcpy(&stream, command, 2);
  memcpy(&info.sendv_sndinfo.snd_ppid, command + 2, 4);
  memcpy(&value, command + 8, 4);
  info.sendv_flags = SCTP_SEND_SNDINFO_VALID;
  info.sendv_sndinfo.snd_sid = ntohs(stream);
  info.sendv_sndinfo.snd_flags = SCTP_EOR | (command[6] ? SCTP_UNORDERED : 0);
  if (command[7] != 0) {
    info.sendv_flags |= SCTP_SEND_PRINFO_VALID;
    info.sendv_prinfo.pr_policy = command[7] == 1 ? SCTP_PR_SCTP_RTX : SCTP_PR_SCTP_TTL;
    info.sendv_prinfo.pr_value = ntohl(value);
  }
  return association != NULL
      && usrsctp_sendv(association, command + 12, length - 12, NULL, 0, &info, sizeof(info),
                       SCTP_SENDV_SPA, 0) == (ssize_t)(length - 12);
}

static int run(char kind, const uint8_t *command, size_t length) {
  uint32_t millis;
  switch (kind) {
    case 'B':
      begin(command);
      return 1;
    case 'T':
      memcpy(&millis, command, 4);
      now_millis += ntohl(millis);
      usrsctp_handle_timers(ntohl(millis));
      return 1;
    case 'P':
      usrsctp_conninput(&peer_address, command, length, 0);
      take_accepted();
      return 1;
    case 'S':
      return send_message(command, length);
    default:
      die("unknown command");
      return 0;
  }
}

int main(void) {
  static uint8_t command[MAX_COMMAND];
  char kind;
  int is_child = 0;
  while (read_all(&kind, 1)) {
    uint32_t length;
    if (!read_all(&length, 4)) return 1;
    length = ntohl(length);
    if (length > MAX_COMMAND || !read_all(command, length)) return 1;
    if (kind == 'Q') _exit(0);
    if (!is_child) {
      pid_t child = fork();
      if (child < 0) die("fork");
      if (child > 0) {
        int status;
        waitpid(child, &status, 0);
        if (status != 0) return 1;
        continue;
      }
      is_child = 1;
    }
    uint8_t is_good = (uint8_t)run(kind, command, length);
    put_record('D', 1);
    put(&is_good, 1);
    flush_out();
  }
  return 0;
}
