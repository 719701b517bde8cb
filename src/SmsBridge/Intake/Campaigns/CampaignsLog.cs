namespace SmsBridge.Intake.Campaigns;

internal static partial class CampaignsLog // 1300-1399
{
    [LoggerMessage(1350, LogLevel.Information, "Texts of tenant {Tenant} taken: {Count}, of these {Repeated} repeated and {Refused} refused")]
    public static partial void TextsTaken(this ILogger logger, string tenant, int count, int repeated, int refused);

    [LoggerMessage(1351, LogLevel.Warning, "{Count} texts of tenant {Tenant}, numbers {First} to {Last}, never came, and its core has asked about them for {Patience}: reported to it as failed")]
    public static partial void TextsNeverCame(this ILogger logger, string tenant, int count, long first, long last, TimeSpan patience);
}
