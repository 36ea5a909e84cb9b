using EdgeResNet.EdgeApp.Sinks.Mqtt;

namespace EdgeResNet.Tests.Sinks.Mqtt;

public sealed class DiscoveryTest
{
    [Theory]
    [InlineData("küche", "kÖche")]
    [InlineData("cam/1", "cam_1")]
    [InlineData("cam-1", "cam 1")]
    [InlineData("門", "窓")]
    [InlineData("a", "A")]
    public void Topics_that_differ_have_sensors_that_differ(string one, string other)
    {
        Assert.Empty(Topics(one).Intersect(Topics(other)));
        Assert.Equal(Topics(one), Topics(one)); // the same in each run: Home Assistant recognises them
        Assert.All(Topics(one), topic => Assert.Matches("^h/[a-z_]+/[A-Za-z0-9_]+/[a-z]+/config$", topic));
    }

    [Fact]
    public void A_plain_topic_keeps_its_identifier()
    {
        Assert.Equal(["h/sensor/edgeresnet_cam_1/label/config", "h/binary_sensor/edgeresnet_cam_1/source/config"], Topics("cam_1"));
        Assert.Empty(Discovery.FormerTopics(Settings("cam_1")));
        Assert.Equal(Topics("cam_1"), Discovery.FormerTopics(Settings("cam/1")));
    }

    [Theory]
    [InlineData("""{"state_topic":"cam/1/state"}""", true)]
    [InlineData("""{"state_topic":"cam_1/state"}""", false)]
    [InlineData("""{"state_topic":1}""", false)]
    [InlineData("[]", false)]
    [InlineData("", false)]
    public void Only_the_own_configuration_is_recognised(string payload, bool own) => Assert.Equal(own, Discovery.IsOf(Settings("cam/1"), payload));

    private static string[] Topics(string topic) => [.. Discovery.Messages(Settings(topic), Results.Model).Select(message => message.Topic)];

    private static MqttSettings Settings(string topic) => MqttSettings.Parse("mqtt://host/x") with { Topic = topic, DiscoveryPrefix = "h" };
}
