using SmsBridge.Hosting;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/settings</c>, for admins.</summary>
internal static class SettingsApi
{
    public static void MapSettingsApi(this IEndpointRouteBuilder routes) =>
        routes.MapOperatorApi("settings").WithTags("Settings").RequireAuthorization(Policies.Admin)
            .MapGet("", ShowAsync).WithName("showSettings").Produces<SettingsView>().WithSummary("Version, health, age of the latest backup, and the settings in force and where they come from.");

    private static async Task<IResult> ShowAsync(SettingsInForce settings, Backups backups, CancellationToken cancellationToken)
    {
        var (health, backup) = (await settings.HealthAsync(cancellationToken), await backups.LatestAsync(cancellationToken));
        return TypedResults.Json(
            new SettingsView(
                SettingsInForce.Version,
                health,
                backup is null ? null : new BackupInfo(backup.At, backup.Bytes, backup.Path),
                [.. settings.List().Select(setting => new SettingItem(setting.Name, setting.Value, setting.From))]),
            ConsoleJson.Readable.SettingsView);
    }
}
