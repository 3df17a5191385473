package media.sluice.operator.run;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import media.sluice.operator.config.OperatorSettings;
import media.sluice.operator.leader.Election;
import media.sluice.operator.leader.ElectionTimes;
import media.sluice.operator.reconcile.Parts;
import media.sluice.operator.reconcile.Reconcilers;
import media.sluice.operator.reconcile.Registered;
import media.sluice.operator.writes.WriteGate;
import media.sluice.operator.writes.Writers;
import org.jspecify.annotations.Nullable;

/**
 * One operator: it stands for election, starts its reconcilers when it is elected, and is over when
 * it is not the leader any more. What it has learnt goes with it; whoever comes next reads
 * everything from the cluster.
 *
 * <p>Thread-safe: the election's thread, its starter and its owner call it.
 */
public final class OperatorRun implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OperatorRun.class.getName());
    private static final int RECONCILING_THREADS = 8;

    private final KubernetesClient client;
    private final OperatorSettings settings;
    private final Set<String> namespaces;
    private final WriteGate gate;
    private final Runnable onOver;
    private final Election election;

    private @Nullable Operator operator;
    private boolean over;

    /**
     * Stands for election.
     *
     * @param ownNamespace where this operator runs
     * @param onOver called once, when another operator may act
     */
    public OperatorRun(
            KubernetesClient client,
            OperatorSettings settings,
            String ownNamespace,
            WriteGate gate,
            Runnable onOver) {
        this.client = client;
        this.settings = settings;
        this.gate = gate;
        this.onOver = onOver;
        namespaces = settings.namespaces().orElse(Set.of(ownNamespace));
        election =
                Election.stand(
                        client,
                        settings.leaseNamespace().orElse(ownNamespace),
                        settings.leaseName(),
                        identity(settings),
                        new ElectionTimes(
                                settings.leaseDuration(),
                                settings.leaseStop(),
                                settings.leaseRetry()),
                        new Election.Outcome() {
                            @Override
                            public void onElected(long epoch) {
                                aside("start", OperatorRun.this::start);
                            }

                            @Override
                            public void onLost(String why) {
                                aside("stop", OperatorRun.this::lost);
                            }
                        });
    }

    /** True while it acts. */
    public boolean leads() {
        return election.leads();
    }

    /** Number of its term; 0 before it was elected. */
    public long epoch() {
        return election.epoch();
    }

    /** Ends it, and lets the next one begin at once. */
    @Override
    public void close() {
        stopReconcilers();
        election.close();
    }

    /** Ends it as if its process had been killed: nobody is told. */
    public void abandon() {
        election.abandon();
        stopReconcilers();
    }

    private void lost() {
        stopReconcilers();
        onOver.run();
    }

    private synchronized void start() {
        if (over) {
            return;
        }
        var made =
                new Operator(service ->
                        service.withKubernetesClient(client)
                                .withCloseClientOnStop(false)
                                // Reading definitions takes a right in the whole cluster.
                                .checkingCRDAndValidateLocalModel(false)
                                .withUseSSAToPatchPrimaryResource(false)
                                .withReconciliationTerminationTimeout(Duration.ofSeconds(2))
                                .withConcurrentReconciliationThreads(RECONCILING_THREADS));
        var parts =
                new Parts(
                        client,
                        new Writers(client, election, gate),
                        election,
                        settings,
                        InstantSource.system());
        Reconcilers.all(parts).forEach(registered -> register(made, registered));
        operator = made;
        made.start();
        LOG.log(Level.INFO, "reconciling in {0}", namespaces);
    }

    private <P extends HasMetadata> void register(Operator to, Registered<P> registered) {
        to.register(
                registered.reconciler(),
                configuration ->
                        configuration
                                .withName(registered.name())
                                .withFieldManager(registered.name())
                                .settingNamespaces(namespaces)
                                .withGenerationAware(true)
                                .withRetry(
                                        new GenericRetry()
                                                .setInitialInterval(Duration.ofMillis(500))
                                                .setIntervalMultiplier(2)
                                                .setMaxInterval(settings.resync().toMillis())
                                                .withoutMaxAttempts())
                                // An event that was missed is made up for by then.
                                .withReconciliationMaxInterval(settings.resync().multipliedBy(2)));
    }

    private synchronized void stopReconcilers() {
        over = true;
        var made = operator;
        operator = null;
        if (made != null) {
            made.stop();
        }
    }

    private static void aside(String what, Runnable work) {
        Thread.ofPlatform().daemon().name("operator " + what).start(work);
    }

    /** No two processes may have the same identity, or the epoch would not rise between them. */
    private static String identity(OperatorSettings settings) {
        return settings.identity().orElse("sluice-operator") + "-" + UUID.randomUUID();
    }
}
