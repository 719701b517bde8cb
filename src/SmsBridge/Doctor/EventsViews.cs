namespace SmsBridge.Doctor;

/// <summary>What <c>events doctor</c> found.</summary>
/// <param name="Next">What to do; empty when all is well.</param>
internal sealed record EventsView(IReadOnlyList<BrokerView> Brokers, long Parked, IReadOnlyList<CheckView> Checks, IReadOnlyList<string> Next);

/// <summary>Where a broker stands.</summary>
/// <param name="Lag">Messages that wait there.</param>
/// <param name="Problem">Why it can not be asked.</param>
internal sealed record BrokerView(string Name, string Servers, string Topic, string Group, int Partitions, long Lag, string? Problem);

/// <summary>A message that could not be read.</summary>
/// <param name="Place">Topic, partition and offset.</param>
/// <param name="Tenant">Empty: not even that could be read.</param>
internal sealed record ParkedView(long Id, DateTimeOffset ParkedAt, string Broker, string Place, string Tenant, string Problem);

/// <summary>The latest messages that could not be read.</summary>
internal sealed record ParkedListView(IReadOnlyList<ParkedView> Messages);
