package media.sluice.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import media.sluice.operator.config.OperatorSettings;
import media.sluice.operator.leader.Fence;
import media.sluice.operator.writes.Writers;

/**
 * What reconcilers are made of.
 *
 * @param client for reading; every change goes through a writer
 * @param writers make a reconciler's own writer
 * @param fence its epoch goes with every command to a coordinator
 */
public record Parts(
        KubernetesClient client,
        Writers writers,
        Fence fence,
        OperatorSettings settings,
        InstantSource clock) {}
