namespace SmsBridge.Intake.Events;

/// <summary>Where a broker stands, as it says itself.</summary>
/// <param name="Lag">Messages that wait there.</param>
/// <param name="Problem">Why it can not be asked, in the client's words; null: it was.</param>
internal sealed record BrokerStanding(string Name, string Servers, string Topic, string Group, int Partitions, long Lag, string? Problem)
{
    public static BrokerStanding NotReached(string name, BrokerOptions broker, string problem) => new(name, broker.Servers, broker.Topic, broker.Group, 0, 0, problem);
}

/// <summary>A message that was set aside, as it came.</summary>
internal sealed record KeptMessage
{
    public long Id { get; init; }

    public string Broker { get; init; } = "";

    public string Place { get; init; } = "";

    public byte[] Body { get; init; } = [];
}

/// <summary>A message that could not be read, as it is listed.</summary>
internal sealed record ParkedRow
{
    public long Id { get; init; }

    public string Tenant { get; init; } = "";

    public string Broker { get; init; } = "";

    public string Place { get; init; } = "";

    public string Problem { get; init; } = "";

    public long ParkedAt { get; init; }
}
