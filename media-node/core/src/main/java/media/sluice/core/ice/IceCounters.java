package media.sluice.core.ice;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What an agent counts; all since the session began on this node. */
public final class IceCounters {
    private final Map<IceDrop, long[]> drops = new EnumMap<>(IceDrop.class);
    private long validChecks;
    private long roleConflicts;
    private long checksSent;
    private long checksAnswered;

    IceCounters() {
        for (var reason : IceDrop.values()) {
            drops.put(reason, new long[1]);
        }
    }

    /** Messages dropped for the reason. */
    public long drops(IceDrop reason) {
        return cell(reason)[0];
    }

    /** Valid checks of the peer. */
    public long validChecks() {
        return validChecks;
    }

    /** Requests answered with 487 because the peer thinks it is controlled too. */
    public long roleConflicts() {
        return roleConflicts;
    }

    /** Own checks sent. */
    public long checksSent() {
        return checksSent;
    }

    /** Own checks answered. */
    public long checksAnswered() {
        return checksAnswered;
    }

    void onDrop(IceDrop reason) {
        cell(reason)[0]++;
    }

    void onValidCheck() {
        validChecks++;
    }

    void onRoleConflict() {
        roleConflicts++;
    }

    void onCheckSent() {
        checksSent++;
    }

    void onCheckAnswered() {
        checksAnswered++;
    }

    private long[] cell(IceDrop reason) {
        return Objects.requireNonNull(drops.get(reason));
    }
}
