namespace SmsBridge.Intake.Campaigns;

internal static class CampaignsRegistration
{
    public static void AddCampaigns(this IServiceCollection services)
    {
        services.AddSingleton<GatewayCallers>();
        services.AddSingleton<GatewayTexts>();
        services.AddSingleton<GatewayIntake>();
        services.AddSingleton<DeliveryStatusStore>();
        services.AddSingleton<UnknownTexts>();
        services.AddSingleton<GatewayEndpoints>();
    }

    public static void MapCampaigns(this IEndpointRouteBuilder routes)
    {
        // The core's end_point stands before each path, as one segment (message-gateway.md 2).
        foreach (var (prefix, isDescribed) in ((string, bool)[])[("", true), ("/{endPoint}", false)])
        {
            routes.MapGet($"{prefix}/smsbridges", (HttpContext context, GatewayEndpoints gateway) => gateway.ListSendersAsync(context)).DescribeSenders(isDescribed);
            routes.MapPost($"{prefix}/sms", (HttpContext context, GatewayEndpoints gateway) => gateway.TakeTextsAsync(context)).DescribeTexts(isDescribed);
            routes.MapPost($"{prefix}/sms/report", (HttpContext context, GatewayEndpoints gateway) => gateway.ReportAsync(context)).DescribeReport(isDescribed);

            // What a core really calls: its URI builder encodes the slash, and Kestrel leaves it so.
            routes.MapPost($"{prefix}/sms%2Freport", (HttpContext context, GatewayEndpoints gateway) => gateway.ReportAsync(context)).DescribeReport(isDescribed: false);
        }
    }
}
