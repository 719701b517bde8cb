namespace SmsBridge.Intake.Events;

/// <summary>What a broker handed over, as it came.</summary>
/// <param name="Place">Where it lies there, for people: topic, partition, offset.</param>
internal sealed record RawMessage(string Broker, string Place, byte[] Bytes)
{
    /// <summary>For the record.</summary>
    public string Source => $"{Broker} {Place}";
}
