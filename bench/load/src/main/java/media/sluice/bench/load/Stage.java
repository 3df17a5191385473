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

    /** Processes whose CPU time is the server's. */
    List<Long> serverPids();

    /** Why the run is worth nothing, or null. */
    @Nullable String failure();

    @Override
    void close();

    /** One stream and the number of its receivers. */
    record Source(Publication stream, int receivers) {}
}
