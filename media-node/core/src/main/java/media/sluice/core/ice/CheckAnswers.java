package media.sluice.core.ice;

import java.util.ArrayDeque;
import media.sluice.core.stun.StunType;
import media.sluice.core.stun.StunView;
import media.sluice.core.stun.StunWriter;
import media.sluice.core.wire.DatagramSink;
import media.sluice.core.wire.TransportAddress;

/**
 * Responses to the peer's checks that wait to be sent, bounded; beyond it a check stays without
 * answer, and the peer repeats it.
 *
 * <p>Error responses are almost never sent: a client treats 400 and 403 as the end of a pair, and
 * others like silence. The exception is 487, without which a client that believes it is controlled
 * would never nominate.
 */
final class CheckAnswers {
    private static final int CAPACITY = 64;
    private static final int NO_ERROR = 0;
    private static final int ROLE_CONFLICT = 487;

    private record Answer(
            int socket,
            TransportAddress remote,
            int transactionHigh,
            long transactionLow,
            IceGeneration generation,
            int errorCode) {}

    private final ArrayDeque<Answer> answers = new ArrayDeque<>();
    private final ArrayDeque<Answer> held = new ArrayDeque<>();
    private boolean isHolding;

    /** From now on checks are confirmed only after {@link #letGo}. */
    void hold() {
        isHolding = true;
    }

    /** Confirms what waited, and what comes, at once. */
    void letGo() {
        isHolding = false;
        answers.addAll(held);
        held.clear();
    }

    /** Confirms a check, which {@code generation} vouches for. */
    void confirm(StunView check, int socket, TransportAddress remote, IceGeneration generation) {
        add(check, socket, remote, generation, NO_ERROR);
    }

    /** Tells a peer that believes it is controlled that we are (RFC 8445 §7.3.1.1). */
    void refuseRole(StunView check, int socket, TransportAddress remote, IceGeneration generation) {
        add(check, socket, remote, generation, ROLE_CONFLICT);
    }

    private void add(
            StunView check,
            int socket,
            TransportAddress remote,
            IceGeneration generation,
            int errorCode) {
        var queue = isHolding && errorCode == NO_ERROR ? held : answers;
        if (queue.size() < CAPACITY) {
            queue.add(
                    new Answer(
                            socket,
                            remote,
                            check.transactionHigh(),
                            check.transactionLow(),
                            generation,
                            errorCode));
        }
    }

    /** Sends what waits; false when the sink was full before the end. */
    boolean transmit(StunWriter writer, DatagramSink sink) {
        for (var next = answers.peek(); next != null; next = answers.peek()) {
            long at = sink.reserve(StunWriter.MAX_LENGTH);
            if (at == DatagramSink.FULL) {
                return false;
            }
            answers.remove();
            write(next, writer);
            sink.commit(writer.copyTo(sink.segment(), at), next.socket(), next.remote());
        }
        return true;
    }

    private static void write(Answer answer, StunWriter writer) {
        boolean isError = answer.errorCode() != NO_ERROR;
        writer.begin(
                isError ? StunType.BINDING_ERROR : StunType.BINDING_SUCCESS,
                answer.transactionHigh(),
                answer.transactionLow());
        if (isError) {
            writer.error(answer.errorCode());
        } else {
            writer.mappedAddress(answer.remote());
        }
        writer.integrity(answer.generation().localKey()).fingerprint();
    }
}
