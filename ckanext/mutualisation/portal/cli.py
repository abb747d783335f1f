import click
@click.group()
def portal(): pass
