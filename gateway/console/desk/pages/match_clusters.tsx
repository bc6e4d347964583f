// Reports that arrived many times: one answer for all of a cluster's open suggestions.
import { Card, Flex, Typography } from "antd";
import { listMatchClusters, type MatchCluster } from "@generated/api";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { VerbButton } from "../parts/verb_button";
import { Link } from "../shell/router";
import { useSession } from "../shell/session";
import { filled, useLanguage } from "../words/language";
import { Likeness } from "./likeness";

interface ClusterProps {
  leadId: string;
  cluster: MatchCluster;
  onDecided: () => void;
}

function Cluster({ leadId, cluster, onDecided }: ClusterProps) {
  const { words } = useLanguage();
  const { may } = useSession();
  const { example, leads, matchIds } = cluster;
  return (
    <Flex wrap gap={8} align="center" justify="space-between" data-part="cluster">
      <Flex wrap gap={8} align="center">
        <span>{filled(words.clusterOf, { leads, open: matchIds.length })}</span>
        {example && !example.restricted && (
          <>
            <span>{words.clusterExample}</span>
            <Link to={`/leads/${example.otherLeadId}`}>{example.otherLeadNo}</Link>
            <Likeness score={example.score} />
          </>
        )}
      </Flex>
      {may("decideMatchCluster") && (
        <VerbButton method="decideMatchCluster" fixed={{ leadId, clusterId: cluster.id }} onDone={onDecided} />
      )}
    </Flex>
  );
}

interface ClustersProps {
  leadId: string;
  // What is answered one by one changes the clusters too.
  turn: unknown;
  onDecided: () => void;
}

// Nothing where each suggestion stands alone.
export function MatchClusters({ leadId, turn, onDecided }: ClustersProps) {
  const { words } = useLanguage();
  const called = useCall(() => listMatchClusters({ leadId }), [leadId, turn]);
  const clusters = (called.data?.clusters ?? []).filter(({ matchIds }) => matchIds.length > 1);
  if (clusters.length === 0) return <RefusalAlert refusal={called.error} />;
  return (
    <Card size="small" title={words.clusters}>
      <Flex vertical gap={8}>
        <Typography.Text type="secondary">{words.clustersHelp}</Typography.Text>
        {clusters.map((cluster) => (
          <Cluster key={cluster.id} leadId={leadId} cluster={cluster} onDecided={onDecided} />
        ))}
      </Flex>
    </Card>
  );
}
