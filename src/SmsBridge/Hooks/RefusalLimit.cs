using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace SmsBridge.Hooks;

/// <summary>Decides which refused hooks are still worth a row: so many per tenant and minute, the rest are counted.</summary>
internal sealed class RefusalLimit(IOptions<HooksOptions> options, TimeProvider time, ILogger<RefusalLimit> logger)
{
    private readonly int _most = options.Value.MaxRefusalsPerMinute;
    private readonly ConcurrentDictionary<long, Window> _windows = new(); // one per known tenant, and one for all others

    public bool IsWorthARow(long tenantId)
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        var window = _windows.GetOrAdd(tenantId, static _ => new Window());
        lock (window)
        {
            if (window.Minute != minute)
            {
                if (window.Count > _most)
                {
                    logger.RefusalsNotStored(window.Count - _most, tenantId);
                }

                (window.Minute, window.Count) = (minute, 0);
            }

            return ++window.Count <= _most;
        }
    }

    private sealed class Window
    {
        public long Minute { get; set; }

        public int Count { get; set; }
    }
}
