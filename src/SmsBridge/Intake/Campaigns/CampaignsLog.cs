namespace SmsBridge.Intake.Campaigns;

internal static partial class CampaignsLog // 1300-1399
{
    [LoggerMessage(1350, LogLevel.Information, "Texts of tenant {Tenant} taken: {Count}, of these {Repeated} repeated and {Refused} refused")]
    public static partial void TextsTaken(this ILogger logger, string tenant, int count, int repeated, int refused);
}
