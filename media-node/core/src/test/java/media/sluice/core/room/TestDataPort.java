package media.sluice.core.room;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import media.sluice.core.sctp.Reliability;
import media.sluice.core.sctp.SendStatus;
import media.sluice.core.session.DataPort;
import media.sluice.core.session.DataSink;

/** A peer's data channels without SCTP: keeps what it gets, and is as slow as a test wants. */
final class TestDataPort implements DataPort {

    /** One message that reached the association. */
    record Sent(String label, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    final List<Sent> sent = new ArrayList<>();
    final List<String> labels = new ArrayList<>();
    final List<String> opened = new ArrayList<>();
    private final List<Sent> waiting = new ArrayList<>();
    DataSink sink = DataSink.NONE;
    long bufferedBytes;
    long capacity = Long.MAX_VALUE;
    int wakes;
    boolean isLive = true;

    /** The peer sends, when the room is ready for it; what waits comes with {@link #turn}. */
    void say(String label, byte[] payload, long now) {
        waiting.add(new Sent(label, payload));
        turn(now);
    }

    void turn(long now) {
        while (!waiting.isEmpty() && sink.isReady(now)) {
            var next = waiting.removeFirst();
            sink.onMessage(next.label(), false, next.payload(), now);
        }
    }

    int waiting() {
        return waiting.size();
    }

    /** The peer has acknowledged everything. */
    void drain(long now) {
        bufferedBytes = 0;
        sink.onWritable(now);
    }

    List<String> texts() {
        return sent.stream().map(Sent::text).toList();
    }

    @Override
    public void deliverTo(DataSink newSink) {
        sink = newSink;
    }

    @Override
    public int channel(String label) {
        return labels.indexOf(label);
    }

    @Override
    public int open(String label, Reliability reliability) {
        opened.add(label);
        labels.add(label);
        return labels.size() - 1;
    }

    @Override
    public void close(int streamId) {
        labels.set(streamId, "");
    }

    @Override
    public SendStatus send(int streamId, boolean isText, byte[] payload, long nowNanos) {
        if (!isLive) {
            return SendStatus.NOT_CONNECTED;
        }
        if (streamId >= labels.size()) {
            return SendStatus.NO_SUCH_STREAM;
        }
        if (bufferedBytes + payload.length > capacity) {
            return SendStatus.BUFFER_FULL;
        }
        bufferedBytes += payload.length;
        sent.add(new Sent(labels.get(streamId), payload));
        return SendStatus.QUEUED;
    }

    @Override
    public boolean isLive() {
        return isLive;
    }

    @Override
    public long bufferedBytes() {
        return bufferedBytes;
    }

    @Override
    public long waitingBytes() {
        return bufferedBytes;
    }

    @Override
    public void wake() {
        wakes++;
    }
}
