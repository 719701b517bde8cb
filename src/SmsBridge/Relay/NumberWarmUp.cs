using Microsoft.Extensions.Options;
using SmsBridge.Numbers;

namespace SmsBridge.Relay;

/// <summary>
/// Loads the numbering plans beside the start, not in it and not in the middle of the first SMS: that takes some tenths of a second.
/// </summary>
internal sealed class NumberWarmUp(IOptions<NumberOptions> numbers) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Run(() => NumberParser.WarmUp(numbers.Value.DefaultRegion), stoppingToken);
}
