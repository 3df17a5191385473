package media.sluice.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;
import org.junit.jupiter.api.Test;

class IndexLeaseTest {

    private static IndexLease leased(long limit) {
        var lease = new IndexLease();
        lease.grant(limit);
        return lease;
    }

    @Test
    void permitsEverythingUntilItIsGranted() {
        assertThat(new IndexLease().permits(1L << 47)).isTrue();
    }

    @Test
    void stopsAtTheLimit() {
        var lease = leased(100);

        assertThat(lease.permits(99)).isTrue();
        assertThat(lease.permits(100)).isFalse();
        assertThat(lease.nextPermitted(100)).isEqualTo(IndexLease.UNBOUNDED);
    }

    @Test
    void neverMovesTheLimitBack() {
        var lease = leased(100);

        lease.grant(50);

        assertThat(lease.limit()).isEqualTo(100);
    }

    @Test
    void ignoresGrantsInASplit() {
        var lease = leased(100);
        lease.split(IndexLease.Side.OWNER);

        lease.grant(100_000);

        assertThat(lease.permits(200)).isFalse();
    }

    @Test
    void givesEachSideOfASplitItsOwnNumbersEvenWithDifferentLimits() {
        var owner = leased(1000);
        var backup = leased(3000);
        owner.split(IndexLease.Side.OWNER);
        backup.split(IndexLease.Side.BACKUP);

        for (long index = 3000; index < 100_000; index++) {
            assertThat(owner.permits(index)).isNotEqualTo(backup.permits(index));
        }
        assertThat(backup.nextPermitted(3000)).isEqualTo(3000);
        assertThat(owner.nextPermitted(1000)).isEqualTo(4096);
        assertThat(backup.nextPermitted(4096)).isEqualTo(2 * 4096);
    }

    @Test
    void jumpsOverWhateverTheBackupWasTold() {
        var lease = leased(1000);
        lease.propose(5000);

        assertThat(lease.beyondBackup()).isEqualTo(5000 + 2 * 4096);
    }

    @Test
    void survivesExport() throws CorruptStateException {
        var lease = leased(1000);
        lease.split(IndexLease.Side.OWNER);
        var writer = new StateWriter();
        lease.export(writer);

        var restored = IndexLease.restore(new StateReader(writer.toBytes()));

        assertThat(restored.limit()).isEqualTo(1000);
        assertThat(restored.isSplit()).isTrue();
        assertThat(restored.nextPermitted(1000)).isEqualTo(4096);
    }
}
