using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;

namespace SmsBridge.Hosting.Supervision;

internal static class SupervisionRegistration
{
    private const string ServiceName = "SmsBridge";

    /// <summary>Nothing of it where nobody supervises: its libraries are not even loaded.</summary>
    public static void AddSupervision(this WebApplicationBuilder builder)
    {
        if (OperatingSystem.IsWindows())
        {
            AddWindows(builder.Services);
        }
        else if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 })
        {
            AddSystemd(builder.Services);
        }
    }

    private static void AddWindows(IServiceCollection services) => services.AddWindowsService(service => service.ServiceName = ServiceName);

    private static void AddSystemd(IServiceCollection services)
    {
        services.AddSingleton<ISystemdNotifier>(new SystemdNotifier());
        services.AddSingleton(new WatchdogTime(Watchdog()));
        services.AddHostedService<SystemdNotices>();
    }

    /// <summary>sd_watchdog_enabled(3): the time in microseconds, and for which process.</summary>
    private static TimeSpan? Watchdog() =>
        Environment.GetEnvironmentVariable("WATCHDOG_PID") is { Length: > 0 } process && process != Environment.ProcessId.ToString(CultureInfo.InvariantCulture) ? null
        : long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0 ? TimeSpan.FromMicroseconds(microseconds)
        : null;
}
