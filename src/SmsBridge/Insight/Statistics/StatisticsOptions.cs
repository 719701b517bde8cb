using System.ComponentModel.DataAnnotations;
using SmsBridge.Web;

namespace SmsBridge.Insight.Statistics;

/// <summary>Counts for the console, and what it points out.</summary>
internal sealed class StatisticsOptions
{
    public const string Section = "Statistics";

    /// <summary>How often the counts follow what happened.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A tenant without a hook for so long is pointed out.</summary>
    [AppliedOnReload]
    [Range(typeof(TimeSpan), "00:10:00", "30.00:00:00")]
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>A tenant whose oldest message waits for so long is pointed out.</summary>
    [AppliedOnReload]
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan WaitingTooLong { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Less free space than this where the database lies is pointed out; in bytes.</summary>
    [AppliedOnReload]
    [Range(0L, long.MaxValue)]
    public long LowDisk { get; set; } = 1024L * 1024 * 1024;
}
