using System.Reflection;
using Microsoft.Extensions.Logging;

namespace SmsBridge.Tests;

/// <summary>A line of the log is known by its number: whoever filters or counts by one means one line.</summary>
public class LogIdTests
{
    [Fact]
    public void Each_line_of_the_log_has_a_number_of_its_own()
    {
        var lines =
            from type in typeof(Program).Assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            from line in method.GetCustomAttributes<LoggerMessageAttribute>()
            group $"{type.Name}.{method.Name}" by line.EventId;
        var all = lines.ToList();

        all.Count.ShouldBeGreaterThan(100);
        all.Where(line => line.Count() > 1).Select(line => $"{line.Key}: {string.Join(", ", line)}").ShouldBeEmpty();
    }
}
