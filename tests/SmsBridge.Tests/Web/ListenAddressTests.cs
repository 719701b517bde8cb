using SmsBridge.Web;

namespace SmsBridge.Tests.Web;

public class ListenAddressTests
{
    [Theory]
    [InlineData("http://localhost:9191", "http://localhost:9191")]
    [InlineData("http://+:9191", "http://localhost:9191")]
    [InlineData("http://0.0.0.0:8080;http://localhost:9191", "http://localhost:8080")]
    [InlineData("http://[::]:8080", "http://localhost:8080")]
    [InlineData("http://127.0.0.1:0; https://sms.example.org:8443/", "https://sms.example.org:8443")]
    [InlineData("http://unix:/run/smsbridge.sock", "")]
    [InlineData("http://127.0.0.1:0", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void The_first_address_with_a_port_is_told_as_one_types_it(string? urls, string told) => ListenAddress.ForThisMachine(urls).ShouldBe(told);
}
