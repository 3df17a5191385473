package media.sluice.bench.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Publishers and subscribers that are connected through one server. */
interface Stage extends AutoCloseable {
    /** Connects everybody and starts the streams; returns when all streams reach everybody. */
    void open();

    /** Every published stream, each with how many receive it. */
    List<Source> sources();

    /** What all subscribers found. */
    Judge.Tally tally();

    /**
     * Subscribers who lost a packet, got a bad one, or no longer hear somebody who sends; to be
     * asked on the media thread.
     */
    default int harmed() {
        return 0;
    }

    /** Processes whose CPU time is the server's. */
    List<Long> serverPids();

    /** Why the run is worth nothing, or null. */
    @Nullable String failure();

    @Override
    void close();

    /** One stream and the number of its receivers. */
    record Source(Publication stream, int receivers) {}
}
