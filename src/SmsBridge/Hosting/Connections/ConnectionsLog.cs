namespace SmsBridge.Hosting.Connections;

internal static partial class ConnectionsLog // 1050-1059
{
    [LoggerMessage(1050, LogLevel.Warning, "{Open} connections of at most {Most} (Connections:Most): {GaveWay} idle ones gave way to new ones, {TurnedAway} were turned away because their address has its share")]
    public static partial void ConnectionsFull(this ILogger logger, int open, int most, int gaveWay, int turnedAway);

    [LoggerMessage(1051, LogLevel.Warning, "Connections:Most is {Most}; with the files the system lets this process open, more than {Safe} are not safe")]
    public static partial void ManyConnections(this ILogger logger, int most, int safe);
}
