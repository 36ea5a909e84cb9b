namespace EdgeResNet.Tests;
public class PlaceholderTest { [Fact] public void Runs() => Assert.True(File.Exists(typeof(PlaceholderTest).Assembly.Location)); }
