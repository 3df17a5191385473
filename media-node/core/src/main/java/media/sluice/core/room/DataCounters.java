package media.sluice.core.room;

/** What the data channels of a room count. */
public final class DataCounters {

    private final long[] drops = new long[DataDrop.values().length];
    private long received;
    private long forwarded;
    private long dropped;
    private long takenReceived;
    private long takenForwarded;
    private long takenDropped;

    DataCounters() {}

    /** Messages that peers have sent, and those of {@link DataChannels#send}. */
    public long received() {
        return received;
    }

    /** Copies given to receivers' associations. */
    public long forwarded() {
        return forwarded;
    }

    /** Messages or copies dropped for the reason. */
    public long drops(DataDrop reason) {
        return drops[reason.ordinal()];
    }

    /** As {@link #received}, since the last call. */
    public long takeReceived() {
        long since = received - takenReceived;
        takenReceived = received;
        return since;
    }

    /** As {@link #forwarded}, since the last call. */
    public long takeForwarded() {
        long since = forwarded - takenForwarded;
        takenForwarded = forwarded;
        return since;
    }

    /** Drops for all reasons since the last call. */
    public long takeDropped() {
        long since = dropped - takenDropped;
        takenDropped = dropped;
        return since;
    }

    void onReceived() {
        received++;
    }

    void onForwarded() {
        forwarded++;
    }

    void onDrop(DataDrop reason) {
        drops[reason.ordinal()]++;
        dropped++;
    }
}
