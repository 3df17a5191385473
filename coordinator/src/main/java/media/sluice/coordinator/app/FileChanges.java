package media.sluice.coordinator.app;

import media.sluice.coordinator.port.Counter;
import media.sluice.coordinator.port.Counters;
import media.sluice.coordinator.usecase.Log;
import media.sluice.credentials.Credentials;

/** Says and counts what became of files that have changed. Safe for use by many threads. */
final class FileChanges implements Credentials.Listener {
    private static final Log LOG = new Log(FileChanges.class);

    private final String what;
    private final Counters counters;
    private final Counter taken;
    private final Counter refused;

    FileChanges(String what, Counters counters, Counter taken, Counter refused) {
        this.what = what;
        this.counters = counters;
        this.taken = taken;
        this.refused = refused;
    }

    @Override
    public void onTaken() {
        counters.add(taken);
        LOG.info("changed files are in use", "what", what);
    }

    @Override
    public void onRefused(String reason) {
        counters.add(refused);
        LOG.warn(
                "changed files were refused, what was in use stays: correct them",
                "what",
                what,
                "reason",
                reason);
    }
}
