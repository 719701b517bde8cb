namespace SmsBridge.Intake.Events.Amqp;

/// <summary>Asks a broker whether it lets us in and has the queue or topic, beside a service that may be consuming. Gives no credit, so it takes nothing. How much waits AMQP does not tell.</summary>
internal static class AmqpProbe
{
    public static async Task<BrokerStanding> LookAsync(string name, BrokerOptions broker, TimeProvider time)
    {
        var place = new AmqpPlace(name, broker, MaxBatch: 1);
        try
        {
            await using var link = await AmqpLink.OpenAsync(place, place.ToLook(), place.Passing, time, CancellationToken.None);
            return BrokerStanding.Reached(name, broker);
        }
        catch (Exception exception) when (AmqpLink.IsTrouble(exception))
        {
            return BrokerStanding.NotReached(name, broker, exception.Message);
        }
    }
}
